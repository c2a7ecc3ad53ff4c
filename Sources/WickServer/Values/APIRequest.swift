/// One request as the router sees it: values, without socket or library.
struct APIRequest: Sendable {
    /// In capitals, as it came.
    let method: String
    /// Path and query, still percent-encoded.
    let target: String
    /// Names in lower case.
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    init(method: String = "GET", target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }

    /// The first header of this name in lower case.
    subscript(header name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The target before its question mark.
    var path: Substring { target.prefix { $0 != "?" } }

    /// What follows the question mark; nil where there is none.
    var query: Substring? { target.firstIndex(of: "?").map { target[target.index(after: $0)...] } }
}
