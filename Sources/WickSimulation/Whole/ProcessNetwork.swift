import Synchronization
import WickNetwork

/// One process's way to a venue or the press: closed for good when the process dies, so that what is left of it reaches nobody.
final class ProcessNetwork: WebSocketConnector, HTTPClient {
    private let connector: (any WebSocketConnector)?
    private let client: any HTTPClient
    private let isClosed = Mutex(false)

    init(_ network: SimulatedNetwork) {
        connector = network
        client = network
    }

    init(_ client: any HTTPClient) {
        connector = nil
        self.client = client
    }

    func close() { isClosed.withLock { $0 = true } }

    func connect(_ request: WebSocketRequest) async throws(NetworkError) -> any WebSocketConnection {
        guard let connector, !isClosed.withLock({ $0 }) else { throw Self.dead }
        return try await connector.connect(request)
    }

    func send(_ request: HTTPRequest) async throws(NetworkError) -> HTTPResponse {
        guard !isClosed.withLock({ $0 }) else { throw Self.dead }
        return try await client.send(request)
    }

    private static let dead = NetworkError(
        phase: .connect, place: "a dead process", cause: "it died", canRetry: false)
}
