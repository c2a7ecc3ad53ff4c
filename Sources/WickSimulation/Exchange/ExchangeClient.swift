import WickDomain

/// One accepted connection: what was read of it, what waits to be written, and how far it has come. Lives on the
/// exchange's thread.
final class ExchangeClient {
    enum Phase: Equatable {
        case handshake
        case http
        case webSocket(connection: Int)
        /// Written to the end, then closed; at the latest at the deadline, on the exchange's stopwatch.
        case ending(deadline: Duration)
        /// Nothing is sent any more, and what comes is thrown away.
        case silent
        case over
    }

    /// What may wait to be written: a second of the busiest market, and room for a few oversize messages. A client that
    /// lets more gather is disconnected.
    static let maximumBacklog = 16 << 20
    /// The most that one TLS record holds.
    private static let chunk = 16 << 10
    /// Written to one client before the others have their turn.
    private static let turnBytes = 1 << 20

    let stream: ByteStream
    let venueIndex: Int
    var phase: Phase
    /// Bytes of requests that are not answered yet.
    var head: [UInt8] = []
    var parser = ClientFrameParser()
    private(set) var output = OutputQueue()
    /// The last write did not take everything.
    private(set) var isBlocked = false

    private var bytesPerSecond: Int?
    private var allowance = 0.0
    private var refilled = Duration.zero
    /// The limit belongs to the answer that is being written.
    private var isLimitedOnce = false

    init(stream: ByteStream, venueIndex: Int) {
        self.stream = stream
        self.venueIndex = venueIndex
        phase = .handshake
    }

    var connection: Int? {
        if case .webSocket(let connection) = phase { return connection }
        return nil
    }

    var isThrottled: Bool { bytesPerSecond != nil }
    var isOverfull: Bool { output.count > Self.maximumBacklog }

    /// - Parameter isOnce: until what waits is written.
    func throttle(_ bytesPerSecond: Int?, isOnce: Bool = false, now: Duration) {
        self.bytesPerSecond = bytesPerSecond
        isLimitedOnce = isOnce
        allowance = 0
        refilled = now
    }

    func append(_ write: (inout [UInt8]) -> Void) { output.append(write) }

    func dropOutput() { output = OutputQueue() }

    /// Writes what can be written.
    ///
    /// - Returns: False when the connection is over.
    func flush(now: Duration) -> Bool {
        guard phase != .handshake, phase != .over else { return true }
        var budget = Self.turnBytes
        if let bytesPerSecond {
            allowance = min(Double(bytesPerSecond), allowance + (now - refilled).seconds * Double(bytesPerSecond))
            refilled = now
            budget = Int(allowance)
        }
        isBlocked = false
        while !output.isEmpty, budget > 0 {
            switch output.drain(atMost: min(Self.chunk, budget), { stream.write($0) }) {
            case .bytes(let count):
                budget -= count
                if isThrottled { allowance -= Double(count) }
            case .wouldBlock:
                isBlocked = true
                return true
            case .over: return false
            }
        }
        if output.isEmpty, isLimitedOnce { throttle(nil, now: now) }
        return true
    }
}
