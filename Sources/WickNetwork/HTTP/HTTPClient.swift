/// Sends HTTP requests. The one implementation that touches a network is behind the network thread; tests and the simulator have
/// their own.
public protocol HTTPClient: Sendable {
    /// Sends a request and reads the whole answer.
    ///
    /// An answer with an error status is an answer. Cancelling the task stops the transfer.
    ///
    /// - Throws: `NetworkError` when there is no answer within the deadline and the size cap.
    func send(_ request: HTTPRequest) async throws(NetworkError) -> HTTPResponse
}

public struct HTTPRequest: Equatable, Sendable {
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    public var method: Method
    /// http or https, with host; checked before anything is sent.
    public var url: String
    public var headers: [HTTPHeader]
    public var body: [UInt8]
    /// For the whole exchange: name look-up, connection, TLS, redirects, and the last byte of the answer.
    public var deadline: Duration
    /// A longer body, after decompression, is an error.
    public var maximumBodyBytes: Int
    /// Redirects that are followed; a further one is an error.
    public var maximumRedirects: Int

    public init(
        _ method: Method = .get, _ url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
        deadline: Duration = .seconds(10), maximumBodyBytes: Int = 4 << 20, maximumRedirects: Int = 3
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.maximumBodyBytes = maximumBodyBytes
        self.maximumRedirects = maximumRedirects
    }
}

public struct HTTPResponse: Equatable, Sendable {
    public let status: Int
    public let headers: [HTTPHeader]
    public let body: [UInt8]
    /// When the last byte had come, in nanoseconds since 1970 by the client's clock.
    public let receivedNanoseconds: Int64

    public init(status: Int, headers: [HTTPHeader], body: [UInt8], receivedNanoseconds: Int64) {
        self.status = status
        self.headers = headers
        self.body = body
        self.receivedNanoseconds = receivedNanoseconds
    }

    /// The first header of this name, upper and lower case alike.
    public subscript(header name: String) -> String? { headers[name] }
}
