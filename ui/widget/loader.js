/* One line on the bank's page: <script async src="https://kefu.bank.example/widget/loader.js" data-inbox="main"></script>
   It adds one iframe and nothing else: no cookie, no style sheet, no global but a guard against loading twice.
   Sizes are set through the CSSOM, which a strict Content-Security-Policy of the host page allows. ES2019. */
(function () {
  "use strict";
  if (window.__kefuWidget) return;
  window.__kefuWidget = true;
  var script = document.currentScript;
  var home = new URL(script.src);
  var frame = document.createElement("iframe");
  var query = new URLSearchParams({
    inbox: script.getAttribute("data-inbox") || "main",
    lang: script.getAttribute("data-lang") || document.documentElement.lang || "",
    host: window.location.origin
  });
  frame.src = home.origin + "/widget/frame?" + query.toString();
  frame.title = script.getAttribute("data-title") || "在线客服";
  frame.setAttribute("allow", "clipboard-write");
  var style = frame.style;
  style.position = "fixed";
  style.border = "0";
  style.zIndex = "2147483000";
  style.colorScheme = "normal";
  style.background = "transparent";
  // Nothing is shown before the window has spoken: where the service is down there is no broken frame on the bank's page, and the
  // window comes by itself once it is back.
  style.visibility = "hidden";
  var heard = false, wait = 20000;
  function again() {
    if (heard) return;
    frame.src = frame.src;
    wait = Math.min(300000, wait * 2);
    window.setTimeout(again, wait * (0.5 + Math.random() / 2));
  }
  window.setTimeout(again, wait);

  // Where it stands and how wide its button is the window says once it is there; till then it is where most stand.
  var now = { open: false, side: "right", away: 20, width: 0 };
  function place() {
    var phone = now.open && window.innerWidth < 480;
    var away = phone ? 0 : now.away;
    style.right = now.side === "left" ? "auto" : away + "px";
    style.left = now.side === "left" ? away + "px" : "auto";
    style.bottom = away + "px";
    style.width = phone ? "100%" : now.open ? "400px" : Math.min(320, now.width || 152) + 16 + "px";
    style.height = phone ? "100%" : now.open ? "min(680px, calc(100% - " + 2 * away + "px))" : "72px";
  }
  place();
  window.addEventListener("resize", place);
  window.addEventListener("message", function (event) {
    // Only our own frame, from our own origin, may move the frame.
    if (event.source !== frame.contentWindow || event.origin !== home.origin) return;
    var said = event.data;
    heard = true;
    style.visibility = "visible";
    if (said && said.kefu === "size") {
      now = { open: Boolean(said.open), side: said.side === "left" ? "left" : "right", away: Math.max(0, Math.min(200, Number(said.away) || 0)), width: said.open ? now.width : Number(said.width) || 0 };
      place();
    }
    if (said && said.kefu === "identity?") tell();
  });

  // Who is signed in: a token that the bank's backend makes, as an attribute (data-identity), from an address of the bank's own
  // (data-identity-url, fetched anew whenever one has expired), or by an event of the page:
  //   document.dispatchEvent(new CustomEvent("kefu:identity", { detail: token }))      "" when they sign out
  var identity = script.getAttribute("data-identity") || "";
  var source = script.getAttribute("data-identity-url");
  function say() { frame.contentWindow.postMessage({ kefu: "identity", token: identity }, home.origin); }
  function tell() {
    if (!source || new URL(source, window.location.href).origin !== window.location.origin) { say(); return; }
    window.fetch(source, { credentials: "same-origin", cache: "no-store" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (token) { identity = token.trim(); }, function () { identity = ""; })
      .then(say);
  }
  document.addEventListener("kefu:identity", function (event) { identity = String(event.detail || ""); say(); });
  (document.body || document.documentElement).appendChild(frame);
})();
