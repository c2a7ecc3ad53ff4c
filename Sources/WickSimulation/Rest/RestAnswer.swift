/// What a venue's REST interface answers, and how slowly.
public struct RestAnswer: Equatable, Sendable {
    public var status: Int
    public var contentType: String
    /// Seconds for the header `Retry-After`.
    public var retryAfter: Int?
    public var body: [UInt8]
    /// The body comes no faster than this; nil as fast as it can.
    public var bytesPerSecond: Int?

    init(status: Int, body: [UInt8], contentType: String = "application/json", retryAfter: Int? = nil) {
        self.status = status
        self.body = body
        self.contentType = contentType
        self.retryAfter = retryAfter
    }

    static func json(_ body: [UInt8], status: Int = 200) -> RestAnswer { RestAnswer(status: status, body: body) }

    static func json(_ text: String, status: Int = 200) -> RestAnswer { json(Array(text.utf8), status: status) }

    /// As a proxy before the venue has it.
    static func html(status: Int, title: String, retryAfter: Int? = nil) -> RestAnswer {
        let body = "<html><head><title>\(status) \(title)</title></head><body><h1>\(title)</h1></body></html>\n"
        return RestAnswer(status: status, body: Array(body.utf8), contentType: "text/html", retryAfter: retryAfter)
    }

    /// The reason phrase of the status.
    public var reason: String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 418: "I'm a teapot"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 503: "Service Unavailable"
        default: "Status"
        }
    }
}
