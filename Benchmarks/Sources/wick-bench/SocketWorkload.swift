import Glibc
import Synchronization
import WickDomain
import WickFrames
import WickNetwork
import WickPipeline
import WickVenues

/// What the network thread costs, alone and with everything behind it up to candles; the server is `socket_server.py`.
struct SocketWorkload {
    /// What the venue's clock shows at the beginning of the lines: the market is of another time than the machine.
    private static let start: Int64 = 1_772_409_600_000_000_000

    private let port: String
    private let authority: String

    init(port: String, authority: String) {
        self.port = port
        self.authority = authority
    }

    /// TLS and framing alone: frames are counted.
    ///
    /// - Parameter content: filler, of 250 bytes a frame, or a venue's lines.
    func sockets(_ content: String) async throws -> String {
        let network = try network()
        defer { network.stop() }
        let connection = try await network.connect(WebSocketRequest("wss://127.0.0.1:\(port)/\(content)"))
        let begin = (cpu: cpuSeconds(), wall: ContinuousClock.now)
        var (frames, bytes) = (0, 0)
        while let batch = try await connection.receive() {
            frames += batch.events.count { $0.kind == .text }
            bytes += batch.bytes.count
        }
        return row("sockets", venue: content, frames: frames, trades: frames, bytes: bytes, since: begin)
    }

    /// A venue's lines through TLS, the production feed and channel, decoding and candles.
    func feed(_ venue: Venue) async throws -> String {
        let network = try network()
        defer { network.stop() }
        let symbols = try (venue == .kraken ? ["BTC/USD", "ETH/USD"] : ["BTCUSDT", "ETHUSDT"]).map { try Symbol($0) }
        let address = "127.0.0.1:\(port)/\(venue)/feed"
        let configuration = try FeedConfiguration(
            venue: venue, symbols: symbols,
            endpoint: VenueEndpoint(websocket: "wss://\(address)?timeUnit=MICROSECOND", rest: "https://\(address)"))
        let channel = FrameChannel()
        let market = MarketActor()
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        let wall = Self.wallClock()
        let feed = VenueFeed(
            configuration, header: LivePipeline.header(for: [configuration]), connector: network, client: nil,
            channel: channel, clock: FeedClock(ContinuousClock(), wallNanoseconds: wall),
            random: SystemRandomNumberGenerator()
        ) { event in if case .disconnected = event { ended.yield() } }
        let pipeline = LivePipeline(
            feeds: [feed], channel: channel, recorder: nil, market: market, deliver: { _ in })
        let begin = (cpu: cpuSeconds(), wall: ContinuousClock.now)
        await withDiscardingTaskGroup { group in
            group.addTask { await pipeline.run() }
            // The server hangs up once it has sent everything.
            for await _ in ends { break }
            await pipeline.stop()
        }
        let trades = await market.continuity.reduce(0) { $0 + $1.counts.trades }
        let frames = await market.counts.frames
        return row("feed", venue: venue.rawValue, frames: frames, trades: trades, bytes: 0, since: begin)
    }

    private func network() throws -> NetworkThread {
        let endpoint = try NetworkEndpoint(url: "wss://127.0.0.1:\(port)")
        return try NetworkThread(
            NetworkConfiguration(authorities: [endpoint: [authority]], wallClock: Self.wallClock()))
    }

    /// Moves with the machine's clock, from the beginning of the market on.
    private static func wallClock() -> @Sendable () -> Int64 {
        let begin = ContinuousClock.now
        return { start + (ContinuousClock.now - begin).microseconds * 1000 }
    }

    private func row(
        _ workload: String, venue: String, frames: Int, trades: Int, bytes: Int,
        since begin: (cpu: Double, wall: ContinuousClock.Instant)
    ) -> String {
        """
        {"workload":"\(workload)","venue":"\(venue)","cpu_seconds":\(cpuSeconds() - begin.cpu),\
        "wall_seconds":\((ContinuousClock.now - begin.wall).seconds),"trades":\(trades),"frames":\(frames),\
        "raw_bytes":\(bytes),"file_bytes":0}
        """
    }
}
