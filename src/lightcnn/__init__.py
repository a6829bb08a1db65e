"""Lightweight convolutional networks, block by block: the library under the book *Small by Design*.

Rooms: `arithmetic` (closed forms), `published` (figures as printed), `blocks`, `networks`, `profiling`,
`pretrained`, `learning`, `plots`, `widgets`, `exercises`. Import from the room, for example
``from lightcnn.networks import shufflenet_v1``.
"""
