/** A shelf with one gap, drawn here: the pages load no picture from elsewhere. */
const SHELF = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 180" fill="none">
<circle cx="120" cy="92" r="82" fill="#f1f2f4"/>
<path d="M44 70h152M44 126h152" stroke="#8a8f98" stroke-width="6" stroke-linecap="round"/>
<path d="M50 40v100M190 40v100" stroke="#8a8f98" stroke-width="6" stroke-linecap="round"/>
<rect x="62" y="40" width="30" height="27" rx="4" fill="#c3a58a"/><rect x="148" y="36" width="30" height="31" rx="4" fill="#8fb3a3"/>
<rect x="105" y="42" width="30" height="25" rx="4" stroke="#8a8f98" stroke-width="2.5" stroke-dasharray="5 5"/>
<rect x="62" y="92" width="44" height="31" rx="4" fill="#8fa3c8"/><rect x="118" y="98" width="26" height="25" rx="4" fill="#c3a58a"/>
</svg>`;

export const EMPTY_SHELF = `data:image/svg+xml,${encodeURIComponent(SHELF)}`;
