/// Whether a request may be answered at all: token, web pages, and names that are not ours.
struct AccessPolicy: Sendable {
    let policy: APIConfiguration.Policy

    /// - Throws: why not.
    func check(_ request: APIRequest) throws(Problem) {
        try checkOrigin(request[header: "origin"])
        if Route.find(request.path)?.route.isOpen == true { return }
        guard let token = policy.token else { return try checkHost(request[header: "host"]) }
        // Blanks round a header's value are no part of it (RFC 9110, 5.5), and a token has none inside.
        let parts = request[header: "authorization"]?.split { $0 == " " || $0 == "\t" } ?? []
        guard parts.count == 2, parts[0].lowercased() == "bearer", token.matches(parts[1]) else {
            throw Problem(
                .unauthorized, "this service wants 'Authorization: Bearer …' with its token",
                headers: [APIResponse.Header(name: "www-authenticate", value: "Bearer realm=\"wick\"")])
        }
    }

    /// The headers by which an allowed web page may read the answer; none for anybody else.
    func crossOrigin(_ request: APIRequest) -> [APIResponse.Header] {
        guard let origin = request[header: "origin"], policy.origins.contains(origin) else { return [] }
        return [
            APIResponse.Header(name: "access-control-allow-origin", value: origin),
            APIResponse.Header(name: "vary", value: "origin"),
        ]
    }

    /// The answer to a web page that asks whether it may ask; nil where that is no such question.
    func preflight(_ request: APIRequest) -> APIResponse? {
        guard request.method == "OPTIONS", request[header: "access-control-request-method"] != nil,
            let route = Route.find(request.path)?.route
        else { return nil }
        let allowed = crossOrigin(request)
        guard !allowed.isEmpty else { return nil }
        var response = APIResponse(status: 204, contentType: nil, body: [])
        response.headers = [
            APIResponse.Header(name: "access-control-allow-methods", value: route.methods.joined(separator: ", ")),
            APIResponse.Header(
                name: "access-control-allow-headers", value: "authorization, content-type, if-none-match"),
        ]
        return response
    }

    /// A web page of anybody's could start trainings, or read the stream, through a browser on this machine.
    private func checkOrigin(_ origin: String?) throws(Problem) {
        guard let origin, !policy.origins.contains(origin) else { return }
        throw Problem(.forbidden, "requests of the web page '\(Problem.shown(origin))' are not allowed (api.origins)")
    }

    /// Without a token, a page may reach us by giving its own name our address; so only addresses and localhost count.
    private func checkHost(_ host: String?) throws(Problem) {
        guard let host else { return }
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" }.dropFirst() : host.prefix { $0 != ":" }
        let isAddress = name.contains(":") || !name.isEmpty && name.allSatisfy { $0 == "." || ("0"..."9").contains($0) }
        guard isAddress || name.lowercased() == "localhost" else {
            throw Problem(.forbidden, "'\(Problem.shown(name))' is not a name of this service; ask 127.0.0.1")
        }
    }
}
