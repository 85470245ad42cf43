/** Loaded before a server under test (`node --import`): its clock is CLOCK_SHIFT seconds ahead, or behind. */
const RealDate = Date;
const shift = Number(process.env.CLOCK_SHIFT) * 1000;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shift);
    else super(...given);
  }

  static now() {
    return RealDate.now() + shift;
  }
};
