/// Who crossed the spread.
public enum TakerSide: UInt8, Sendable {
    case buy
    case sell
}

/// One execution as its venue published it. 96 bytes, without references.
public struct Trade: Equatable, Sendable {
    // In the order that leaves the fewest gaps.
    public let quantity: Quantity
    public let instrument: Instrument
    public let takerSide: TakerSide
    /// The venue's sequence number, unique within the instrument.
    public let id: UInt64
    /// When it happened, by the venue's clock.
    public let eventTime: Timestamp
    /// When it reached us, by our clock.
    public let knownTime: Timestamp
    public let price: Price

    public init(
        instrument: Instrument, id: UInt64, eventTime: Timestamp, knownTime: Timestamp, price: Price,
        quantity: Quantity, takerSide: TakerSide
    ) {
        self.instrument = instrument
        self.takerSide = takerSide
        self.id = id
        self.eventTime = eventTime
        self.knownTime = knownTime
        self.price = price
        self.quantity = quantity
    }
}
