import WickDomain
import WickFrames

/// The messages with trades of one venue in a recording, one after the other. Owns the open file.
final class RecordingFeed {
    private let path: String
    private let venue: Venue
    private let reader: RecordingReader
    private var messages: [(time: Timestamp, bytes: [UInt8])] = []
    private var position = 0
    private var batch = FrameBatch()

    init(path: String, venue: Venue) throws(ExchangeError) {
        self.path = path
        self.venue = venue
        do {
            reader = try RecordingReader(path: path)
        } catch {
            throw .recording(path: path, reason: "\(error)")
        }
        guard try upcomingTime() != nil else { throw .recording(path: path, reason: "it has no trades of \(venue)") }
    }

    /// When the next message came; nil at the end.
    func upcomingTime() throws(ExchangeError) -> Timestamp? {
        while position == messages.count {
            messages.removeAll(keepingCapacity: true)
            position = 0
            do {
                guard try reader.read(into: &batch) else { return nil }
            } catch {
                throw .recording(path: path, reason: "\(error)")
            }
            batch.forEach { entry, payload in
                guard entry.origin == .venue(venue), Self.hasTrades(payload, of: venue) else { return }
                messages.append((Timestamp(nanoseconds: entry.receivedNanoseconds), Array(payload)))
            }
        }
        return messages[position].time
    }

    /// The message that `upcomingTime` told of.
    func take() -> [UInt8] {
        position += 1
        return messages[position - 1].bytes
    }

    /// Everything else, such as acknowledgements, the serving venue says by itself.
    private static func hasTrades(_ payload: UnsafeRawBufferPointer, of venue: Venue) -> Bool {
        let start = String(decoding: payload.prefix(64), as: UTF8.self)
        switch venue {
        case .kraken: return start.hasPrefix(#"{"channel":"trade""#)
        case .binance: return start.contains("@trade") || start.contains("@aggTrade")
        case .coinbase: return start.hasPrefix(#"{"channel":"market_trades""#)
        case .bitfinex: return false
        }
    }
}
