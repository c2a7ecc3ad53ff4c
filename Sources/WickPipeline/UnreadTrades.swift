public import WickDomain

/// Channels that hold trades and that wick does not read, with how many frames came of each. They are no damage, but a
/// recording without any other trades is of no use, and that must be said.
public struct UnreadTrades: Equatable, Sendable {
    public struct Channel: Equatable, Sendable {
        public let venue: Venue
        public let name: String
        public fileprivate(set) var frames: Int
    }

    /// A stream of each of a thousand symbols has a name of its own; what lies beyond is counted with the last.
    static let maximumChannels = 64

    /// In the order in which they turned up.
    public private(set) var channels: [Channel] = []

    public init() {}

    public var frames: Int { channels.reduce(0) { $0 + $1.frames } }

    mutating func note(_ name: String, of venue: Venue) {
        let index = channels.firstIndex { $0.venue == venue && $0.name == name }
        if let index {
            channels[index].frames += 1
        } else if channels.count < Self.maximumChannels {
            channels.append(Channel(venue: venue, name: name, frames: 1))
        } else {
            channels[channels.count - 1].frames += 1
        }
    }

    /// One line a channel.
    public var lines: [String] {
        channels.map { channel in
            let were = channel.frames == 1 ? "frame of \(channel.venue)'s" : "frames of \(channel.venue)'s"
            return "\(channel.frames) \(were) channel \(channel.name), which holds trades, "
                + (channel.frames == 1 ? "was not read" : "were not read")
        }
    }
}
