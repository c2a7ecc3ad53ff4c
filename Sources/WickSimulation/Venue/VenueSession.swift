import WickDomain

/// An order as its venue publishes it.
struct PublishedOrder: Sendable {
    let order: TakerOrder
    /// Of its first price level; further levels follow.
    let aggregate: UInt32

    var ids: ClosedRange<UInt64> {
        guard let first = order.fills.first, let last = order.fills.last else {
            preconditionFailure("an order without executions")
        }
        return first.id...last.id
    }
}

/// What one connection speaks: it reads the client's wishes and writes the venue's messages, and knows what is subscribed.
protocol VenueSession: Sendable {
    /// For how long an asset's trades are collected.
    var batchInterval: Duration { get }
    /// Changes with what is subscribed.
    var heartbeatRule: HeartbeatRule { get }
    /// Whether anything was ever subscribed.
    var hasSubscribed: Bool { get }

    func isSubscribed(to asset: Asset) -> Bool
    /// What comes on connecting.
    mutating func greet(at time: Timestamp, send: ([UInt8]) -> Void)
    func parse(_ text: [UInt8]) -> ClientRequest
    /// Does what is asked and says so.
    ///
    /// - Parameters:
    ///   - refused: names that are not granted this time.
    ///   - latest: the newest trades of an asset that REST has, at most so many, ascending.
    mutating func answer(
        _ request: ClientRequest, refused: [String], at time: Timestamp, latest: (Asset, Int) -> [TakerOrder],
        send: ([UInt8]) -> Void)
    /// Writes orders of one asset, each message with the ids that it holds.
    mutating func encode(
        _ orders: [PublishedOrder], at time: Timestamp, send: ([UInt8], ClosedRange<UInt64>) -> Void)
    mutating func heartbeat(at time: Timestamp, send: ([UInt8]) -> Void)
    /// What announces that the venue will close the connection; nil where nothing does.
    mutating func shutdownNotice(at time: Timestamp) -> [UInt8]?
}

extension VenueSession {
    func shutdownNotice(at time: Timestamp) -> [UInt8]? { nil }
}

extension Asset {
    /// The asset that a venue lists under this name.
    init?(listedAs name: String, on venue: Venue) {
        let found = Asset.allCases.first { asset in
            // Venues without live frames list nothing.
            (try? Listing(asset, on: venue))?.instrument.symbol.description == name
        }
        guard let found else { return nil }
        self = found
    }
}
