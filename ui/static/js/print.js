// A certificate's button: the browser's own print dialogue. The sheet itself is made by @media print.
import { on } from "/static/js/actions.js";

on("print", () => window.print());
