public import WickDomain

/// What one outside party sent at one moment, byte for byte: the unit that is recorded and replayed.
public struct Frame: Equatable, Sendable {
    /// The longest payload that is accepted from outside, recorded, or read back: 1 MiB.
    public static let maximumPayloadBytes = 1 << 20

    /// When it reached us, in nanoseconds since 1970 by our clock.
    public let receivedNanoseconds: Int64
    public let origin: FrameOrigin
    /// Without line feeds: bodies that may hold them are stored as JSON strings.
    public let payload: [UInt8]

    public init(receivedNanoseconds: Int64, origin: FrameOrigin, payload: [UInt8]) {
        self.receivedNanoseconds = receivedNanoseconds
        self.origin = origin
        self.payload = payload
    }

    public var receivedTime: Timestamp { Timestamp(nanoseconds: receivedNanoseconds) }
}
