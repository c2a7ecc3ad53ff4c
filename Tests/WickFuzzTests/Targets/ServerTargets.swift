import Glibc
import Synchronization
import WickDomain
import WickStore

@testable import WickNetwork
@testable import WickServer

/// What clients of the API send: requests to the router, bytes to the socket, messages of streams; and what venues' sockets send to ours.
enum ServerTargets {
    static let all: [FuzzTarget] = [
        FuzzTarget("api-requests", seeds: requests.map(bytes), words: words, shortRuns: 100, routeBody()),
        FuzzTarget("api-bytes", seeds: heads.map(bytes), words: words, shortRuns: 100, socketBody()),
        FuzzTarget(
            "stream-messages", seeds: messages.map(bytes), words: ["\"subscribe\"", "\"symbols\"", "\"ping\""], read),
        FuzzTarget("socket-frames", seeds: frames, receive),
    ]

    private static let words = [
        "/v1/candles?", "limit=1000", "cursor=1783382700000000.6b", "from=2026-03-02T14:00:00Z", "as_of=",
        "symbol=BTC/USD",
        "%00", "%ff", "%e5%b8%81", "+", "&", "content-length: 99999999999999999999", "transfer-encoding: chunked",
        "HTTP/1.1",
        "host: localhost", "if-none-match: *", "authorization: Bearer x", "upgrade: websocket",
    ]

    /// A method and a target, headers, an empty line, the body.
    private static let requests = [
        "GET /v1/candles?symbol=BTC/USD&from=2026-07-07T00:00:00Z&to=2026-07-08T00:00:00Z&limit=3\nif-none-match: \"a-1\"\n",
        "GET /v1/candles?cursor=1783382700000000.6b72616b656e\n",
        "GET /v1/headlines?subject=btc&as_of=2026-07-07T00:00:00Z\n",
        "GET /v1/predictions?venue=kraken\n", "GET /v1/predictions/kraken:BTC/USD:1783382400:300\n",
        "GET /v1/features\n",
        "POST /v1/training\ncontent-type: application/json\n\n{\"symbols\":[\"BTC/USD\"],\"days\":30}",
        "DELETE /v1/training\n",
        "GET /v1/status\n", "GET /metrics\n", "GET /v1/errors?symbol=ETH/USD\n", "GET /v1/models\n",
    ]

    private static let heads = [
        "GET /v1/status HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "POST /v1/training HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n",
        "GET /v1/stream HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\u{81}\u{85}abcd",
        "OPTIONS * HTTP/1.1\r\norigin: https://a.example\r\n\r\n",
    ]

    private static let messages = [
        #"{"subscribe":["candles","predictions"],"symbols":["BTC/USD"],"venues":["kraken"]}"#,
        #"{"unsubscribe":["outcomes"]}"#,
        #"{"ping":1}"#,
    ]

    private static let frames: [[UInt8]] = [
        [0x81, 0x05] + bytes("hello"), [0x01, 0x02] + bytes("he") + [0x80, 0x03] + bytes("llo"), [0x89, 0x00],
        [0x88, 0x02, 0x03, 0xe8], [0x82, 0x7e, 0x00, 0x80] + [UInt8](repeating: 7, count: 128),
        [0x81, 0x7f, 0, 0, 0, 0, 0, 0, 0x10, 0],
    ]

    // MARK: The router

    private final class NoTraining: TrainingControl {
        func start(_ wish: TrainingWish) throws(TrainingRefusal) {}
        func cancel() -> Bool { false }
    }

    private struct Service {
        let router: APIRouter
        let state: ServedState
    }

    private static let service: Service? = {
        guard let store = try? SampleStore.made(), let instruments = try? store.instruments() else { return nil }
        let state = ServedState(time: SampleStore.start + .seconds(86_400), version: "test", instruments: instruments)
        return Service(
            router: APIRouter(store: store, training: NoTraining(), metrics: ServiceMetrics(), report: { _ in }),
            state: state)
    }()

    private static func routeBody() -> FuzzTarget.Body {
        { input in
            guard let service else { return "no service" }
            let text = String(decoding: input, as: UTF8.self)
            let parts = text.split(separator: "\n\n", maxSplits: 1)
            let lines = (parts.first ?? "").split(separator: "\n")
            let first = (lines.first ?? "").split(separator: " ", maxSplits: 1)
            let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
                let pair = line.split(separator: ":", maxSplits: 1)
                return pair.count == 2 ? (pair[0].lowercased(), String(pair[1].drop { $0 == " " })) : nil
            }
            let request = APIRequest(
                method: String(first.first ?? "GET"), target: String(first.count > 1 ? first[1] : "/"),
                headers: headers,
                body: bytes(String(parts.count > 1 ? parts[1] : "")))
            let response: APIResponse
            switch service.router.answer(request, service.state) {
            case .now(let answer): response = answer
            case .reading(let body): response = body()
            }
            guard response.status < 500 else { return "status \(response.status)" }
            return escapeFault(String(decoding: response.body, as: UTF8.self).replacing("\n", with: ""))
        }
    }

    // MARK: The socket

    private actor Listener {
        private var server: APIServer?

        func port() async -> Int? {
            if let server { return server.port }
            guard let service else { return nil }
            var configuration = APIConfiguration()
            configuration.port = 0
            server = try? await APIServer.start(configuration, router: service.router, data: ServedData(service.state))
            return server?.port
        }
    }

    private static let listener = Listener()
    private static let sent = Mutex(0)

    private static func socketBody() -> FuzzTarget.Body {
        { input in
            guard let port = await listener.port() else { return "no server" }
            guard exchange(port, input, waits: false) != nil else { return "no connection" }
            let number = sent.withLock { count in
                count += 1
                return count
            }
            guard number % 100 == 0 else { return nil }
            let answer = exchange(
                port, bytes("GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"), waits: true)
            return answer?.contains("alive") == true ? nil : "the server does not answer any more"
        }
    }

    private static func exchange(_ port: Int, _ input: [UInt8], waits: Bool) -> String? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { return nil }
        // Without waiting for the other side: what it will not take is of no interest.
        _ = send(descriptor, input, input.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        guard waits else { return "" }
        var found: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 { found += buffer.prefix(count) }
        return String(decoding: found, as: UTF8.self)
    }

    // MARK: Streams

    @Sendable private static func read(_ input: [UInt8]) -> String? {
        do throws(Problem) {
            _ = try StreamSubscription.Request(input)
            return nil
        } catch { return escapeFault(error.detail) }
    }

    @Sendable private static func receive(_ input: [UInt8]) -> String? {
        let framing = WebSocketFraming(output: OutgoingBuffer(), maximumMessageBytes: 64 << 10)
        // In three pieces, as a network may cut it.
        let third = input.count / 3
        for piece in [input[..<third], input[third..<(2 * third)], input[(2 * third)...]] {
            Array(piece).withUnsafeBytes { framing.receive($0, at: 1) }
            framing.fill()
            _ = framing.status
        }
        guard let address = try? NetworkAddress("wss://v.example/ws", schemes: [.wss]) else { return "no address" }
        var handshake = UpgradeHandshake(
            address, headers: [], userAgent: "wick", nonce: [UInt8](repeating: 0, count: 16))
        do {
            _ = try input.withUnsafeBytes { try handshake.take($0) }
            return nil
        } catch { return escapeFault("\(error)") }
    }
}
