/** Figures of a line as people read them, in the page's language. Pure but for the page's `lang`. */
const MEGA = 1000;
const TENTH = 100; // of a thousand: from there on a decimal says nothing

function number(value: number, digits: number): string {
  const language = document.documentElement.lang || "vi";
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(
    value,
  );
}

/** 850 kbit/s, 2,4 Mbit/s */
export const rate = (kbps: number): string =>
  kbps < MEGA ? `${number(kbps, 0)} kbit/s` : `${number(kbps / MEGA, 1)} Mbit/s`;

/** 3,1 %; 12 %; a clean line is a plain 0 %. */
export const percent = (permille: number): string =>
  `${number(permille / 10, permille > 0 && permille < TENTH ? 1 : 0)} %`;
