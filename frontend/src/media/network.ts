/**
 * Tells when this computer came to another network, sooner than the silence of a connection would.
 *
 * `online` is fired everywhere; NetworkInformation's `type` is known to Chromium on phones alone, and its `change` comes
 * for every new estimate of the speed, too: only another type counts.
 */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

export function watchNetwork(changed: () => void, place: Window = window): () => void {
  const network = (place.navigator as Navigator & { connection?: NetworkInformation }).connection;
  let type = network?.type;
  const compare = () => {
    if (network?.type === type) return;
    type = network?.type;
    changed();
  };
  place.addEventListener("online", changed);
  network?.addEventListener("change", compare);
  return () => {
    place.removeEventListener("online", changed);
    network?.removeEventListener("change", compare);
  };
}
