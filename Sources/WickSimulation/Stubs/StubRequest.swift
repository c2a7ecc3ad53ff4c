/// One request to a stub, with its body.
public struct StubRequest: Sendable {
    public let method: String
    /// Path and query.
    public let target: String
    public let body: [UInt8]
    private let head: RequestHead

    init(head: RequestHead, body: [UInt8]) {
        method = head.method
        target = head.target
        self.body = body
        self.head = head
    }

    /// The first header of this name, upper and lower case alike.
    public subscript(header name: String) -> String? { head[name.lowercased()] }

    /// Without the query.
    var path: String { String(target.prefix { $0 != "?" }) }
}

/// What a stub does about a request.
public struct StubAnswer: Sendable {
    public enum Ending: Sendable {
        case whole
        /// Nothing is ever sent.
        case silence
        /// The connection breaks after half of the body.
        case torn
    }

    public var status = 200
    /// Names and values; length and connection are added.
    public var headers: [[String]] = []
    public var body: [UInt8] = []
    public var bytesPerSecond: Int?
    public var ending = Ending.whole

    public init(status: Int = 200, type: String = "application/json", _ body: [UInt8] = []) {
        self.status = status
        self.body = body
        headers = [["Content-Type", type]]
    }

    public init(status: Int = 200, type: String = "application/json", _ text: String) {
        self.init(status: status, type: type, Array(text.utf8))
    }

    static let silence: StubAnswer = {
        var answer = StubAnswer("")
        answer.ending = .silence
        return answer
    }()

    public func with(_ name: String, _ value: String) -> StubAnswer {
        var answer = self
        answer.headers.append([name, value])
        return answer
    }
}

/// Answers requests, one after the other.
public protocol StubHandler: Sendable {
    mutating func answer(_ request: StubRequest) -> StubAnswer
}
