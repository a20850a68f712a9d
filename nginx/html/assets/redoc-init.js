Redoc.init("/api/schema", { hideDownloadButton: false, nativeScrollbars: true }, document.getElementById("redoc"));
