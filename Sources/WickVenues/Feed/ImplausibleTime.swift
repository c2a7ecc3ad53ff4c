public import WickDomain

/// Why a trade was set aside: its venue stamped it with a time to come.
public struct ImplausibleTime: Equatable, Sendable, CustomStringConvertible {
    public let instrument: Instrument
    public let id: UInt64
    public let eventTime: Timestamp
    public let receivedTime: Timestamp

    public init(_ trade: Trade, receivedTime: Timestamp) {
        (instrument, id, eventTime) = (trade.instrument, trade.id, trade.eventTime)
        self.receivedTime = receivedTime
    }

    public var description: String {
        let seconds = (Double(eventTime.microseconds) - Double(receivedTime.microseconds)) / 1e6
        return
            "\(instrument): trade \(id) is stamped \(eventTime), \((seconds * 10).rounded() / 10) s ahead of when it came; "
            + "it is set aside, and its minute is not trusted"
    }
}
