// Whether motion is unwelcome.
//
//   kit.still()
{
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  Object.assign(kit, { still });
}
