// The sign-in window gives the code to the viewer that opened it, and only where that is a page of this very origin.
if (window.opener) {
  window.opener.postMessage({ kind: "boroughbridge-signed-in", answer: location.search }, location.origin);
}
history.replaceState(null, "", location.pathname);
window.close();
