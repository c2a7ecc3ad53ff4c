/// Why a request gets no answer: a problem document of RFC 9457. Its texts hold nothing from outside but what
/// `shown` has made printable.
struct Problem: Error, Equatable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case badRequest = "bad-request"
        case unauthorized
        case forbidden
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case timeout
        case conflict
        case tooLarge = "too-large"
        case targetTooLong = "target-too-long"
        case unsupportedMediaType = "unsupported-media-type"
        case upgradeRequired = "upgrade-required"
        case tooManyRequests = "too-many-requests"
        case headersTooLarge = "headers-too-large"
        case failed
        case unavailable

        var status: Int {
            switch self {
            case .badRequest: 400
            case .unauthorized: 401
            case .forbidden: 403
            case .notFound: 404
            case .methodNotAllowed: 405
            case .timeout: 408
            case .conflict: 409
            case .tooLarge: 413
            case .targetTooLong: 414
            case .unsupportedMediaType: 415
            case .upgradeRequired: 426
            case .tooManyRequests: 429
            case .headersTooLarge: 431
            case .failed: 500
            case .unavailable: 503
            }
        }

        var title: String {
            switch self {
            case .badRequest: "Bad request"
            case .unauthorized: "Not authorized"
            case .forbidden: "Forbidden"
            case .notFound: "Not found"
            case .methodNotAllowed: "Method not allowed"
            case .timeout: "Request timeout"
            case .conflict: "Conflict"
            case .tooLarge: "Content too large"
            case .targetTooLong: "Request target too long"
            case .unsupportedMediaType: "Unsupported media type"
            case .upgradeRequired: "Upgrade required"
            case .tooManyRequests: "Too many requests"
            case .headersTooLarge: "Headers too large"
            case .failed: "Internal error"
            case .unavailable: "Unavailable"
            }
        }
    }

    let kind: Kind
    let detail: String
    var headers: [APIResponse.Header] = []

    init(_ kind: Kind, _ detail: String, headers: [APIResponse.Header] = []) {
        self.kind = kind
        self.detail = detail
        self.headers = headers
    }

    var response: APIResponse {
        var response = APIResponse(status: kind.status) { json in
            json.field("type", "urn:wick:problem:\(kind.rawValue)")
            json.field("title", kind.title)
            json.field("status", kind.status)
            json.field("detail", detail)
        }
        response.contentType = APIResponse.problem
        response.headers = headers
        return response
    }

    /// What somebody sent, cut to 64 characters of printable ASCII.
    static func shown(_ text: some StringProtocol) -> String {
        let safe = text.unicodeScalars.prefix(64).map { scalar in
            (0x20..<0x7f).contains(scalar.value) ? Character(scalar) : "?"
        }
        return String(safe) + (text.unicodeScalars.count > 64 ? "…" : "")
    }
}
