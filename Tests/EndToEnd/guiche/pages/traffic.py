"""What went wrong in a browser, and what went over the wire, by its logs."""

import json


class Traffic:
    """The part of a browser that reads its logs since the last reset: `driver`, `wait`, `_console` and `_requests` are the browser's."""

    def _read_logs(self):
        self._console += self.driver.get_log("browser")
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"].startswith("Network."):
                self._requests.append((message["method"], message["params"]))

    def violations(self):
        """What the Content-Security-Policy stopped since the last reset."""
        self._read_logs()
        return [each["message"] for each in self._console if "Content Security Policy" in each["message"] or each.get("source") == "security"]

    def errors(self):
        """Scripts that failed since the last reset."""
        self._read_logs()
        return [each["message"] for each in self._console if each["level"] == "SEVERE" and each.get("source") == "javascript"]

    def hosts(self):
        """Every scheme and host that something was asked of since the last reset."""
        self._read_logs()
        addresses = [parameters["request"]["url"] for method, parameters in self._requests if method == "Network.requestWillBeSent"]
        return {address.split("/")[0] + "//" + address.split("/")[2] for address in addresses if address.startswith(("http", "ws"))}

    def blocked(self):
        """The paths whose answers may not be shown where they were asked for, since the last reset."""
        self._read_logs()
        asked = self._paths_asked_for()
        return {asked[parameters["requestId"]] for method, parameters in self._requests
                if method == "Network.loadingFailed" and parameters["errorText"] == "net::ERR_BLOCKED_BY_RESPONSE"}

    def transferred(self):
        """Bytes over the wire since the last reset, by path: headers and compressed content. Waits for what is on its way."""
        self.wait(lambda: not self._on_their_way(), "all that was asked for has come")
        paths, bytes_of = self._paths_asked_for(), {}
        for method, parameters in self._requests:
            if method == "Network.loadingFinished" and parameters["requestId"] in paths:
                path = paths[parameters["requestId"]]
                bytes_of[path] = bytes_of.get(path, 0) + parameters["encodedDataLength"]
        return bytes_of

    def times_asked_for(self, path):
        """How often a path was asked for since the last reset, be it of the network or of what the browser keeps."""
        self._read_logs()
        return list(self._paths_asked_for().values()).count(path)

    def _on_their_way(self):
        """The paths that were asked for and have neither come nor failed; a stream of events never ends, and the script of a thread comes to the thread."""
        self._read_logs()
        ended = {parameters["requestId"] for method, parameters in self._requests
                 if method in ("Network.loadingFinished", "Network.loadingFailed") or parameters.get("type") == "EventSource"}
        return [path for request, path in self._paths_asked_for().items()
                if request not in ended and not path.endswith("/form/proof.js")]

    def _paths_asked_for(self):
        addresses = {parameters["requestId"]: parameters["request"]["url"] for method, parameters in self._requests
                     if method == "Network.requestWillBeSent"}
        return {request: "/" + address.split("?")[0].split("/", 3)[-1] for request, address in addresses.items()
                if address.startswith("http")}
