"""What the widgets share: their class, the writers of the first frame, and the scripts in front of their own.

The scripts are joined in the order that `base.KIT` states; each says at its top what it adds to the one name
`kit`.
"""
