/* One line on the bank's page: <script async src="https://kefu.bank.example/widget/loader.js" data-inbox="main"></script>
   It adds one iframe and nothing else: no cookie, no style sheet, no global but a guard against loading twice.
   Sizes are set through the CSSOM, which a strict Content-Security-Policy of the host page allows. */
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

  function place(open) {
    var phone = window.innerWidth < 480;
    style.right = style.bottom = open && phone ? "0" : "20px";
    style.width = open ? (phone ? "100%" : "400px") : "168px";
    style.height = open ? (phone ? "100%" : "min(680px, calc(100% - 40px))") : "72px";
  }
  var opened = false;
  place(false);
  window.addEventListener("resize", function () { place(opened); });
  window.addEventListener("message", function (event) {
    // Only our own frame, from our own origin, may move the frame.
    if (event.source !== frame.contentWindow || event.origin !== home.origin) return;
    if (event.data && event.data.kefu === "size") {
      opened = Boolean(event.data.open);
      place(opened);
    }
  });
  (document.body || document.documentElement).appendChild(frame);
})();
