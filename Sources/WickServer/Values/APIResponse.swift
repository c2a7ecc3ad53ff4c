/// One answer as the router gives it.
struct APIResponse: Sendable, Equatable {
    struct Header: Sendable, Equatable {
        let name: String
        let value: String
    }

    static let json = "application/json"
    static let problem = "application/problem+json"
    static let plain = "text/plain; charset=utf-8"

    var status: Int
    /// Nil without a body.
    var contentType: String?
    /// Besides content type and length; names in lower case.
    var headers: [Header] = []
    var body: [UInt8]

    init(status: Int = 200, contentType: String? = APIResponse.json, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// A JSON object.
    init(status: Int = 200, _ fields: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object(fields)
        self.init(status: status, body: writer.bytes)
    }

    func header(_ name: String, _ value: String) -> APIResponse {
        var copy = self
        copy.headers.append(Header(name: name, value: value))
        return copy
    }
}
