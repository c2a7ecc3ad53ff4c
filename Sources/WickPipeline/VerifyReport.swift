import Foundation
import WickDomain
public import WickFrames
import WickFeatures

/// Whether a recording is whole, and what is missing from it: the container's checks and those of the trades in it.
public struct VerifyReport: Sendable {
    public let path: String
    private let container: RecordingSummary
    private let market: MarketStage.Counts
    private let continuity: [MarketStage.Continuity]

    /// Reads the whole recording.
    public init(path: String) throws(RecordingError) {
        var stage = MarketStage()
        var output = MarketStage.Output()
        container = try RecordingSummary(verifying: path) { batch in
            stage.fold(batch, into: &output)
            output.removeAll()
        }
        self.path = path
        market = stage.counts
        continuity = stage.continuity
    }

    /// Missing trades are no damage: they never reached the recorder.
    public var isIntact: Bool { container.isIntact }

    /// What is damaged, one line each, the first thousand.
    public var problems: [String] { container.problems.map(\.description) }

    /// Some lines for people.
    public var text: String {
        let verdict =
            isIntact ? "intact" : "DAMAGED in \(container.problemCount) place\(container.problemCount == 1 ? "" : "s")"
        var lines = ["\(path): \(verdict)\(container.header.isSynthetic ? ", synthetic" : "")"]
        let span = [container.firstReceivedNanoseconds, container.lastReceivedNanoseconds].compactMap { $0 }
            .map { Timestamp(nanoseconds: $0).floored(to: .seconds(1)).description }
        lines.append("  frames   \(container.frameCount), \(span.isEmpty ? "none" : span.joined(separator: " to "))")
        let origins = container.origins.map { "\($0.origin) \($0.frames)" }.joined(separator: ", ")
        lines.append("  origins  \(origins.isEmpty ? "none" : origins)")
        let ratio = container.fileBytes == 0 ? 0 : Double(container.rawBytes) / Double(container.fileBytes)
        lines.append(
            "  size     \(container.fileBytes) bytes in \(container.zstdFrameCount) zstd frames, "
                + "\(container.rawBytes) raw, 1:\((ratio * 10).rounded() / 10)")
        if market.malformed > 0 { lines.append("  malformed frames  \(market.malformed)") }
        lines += market.unread.lines.map { "  NOT READ  \($0)" }
        if market.implausible > 0 {
            lines.append("  impossible times  \(market.implausible) trades, stamped too far ahead of when they came")
        }
        if market.unobserved > 0 { lines.append("  not watched       \(market.unobserved) times") }
        return (lines + continuity.flatMap(lines(for:))).joined(separator: "\n")
    }

    /// Most holes that are listed one by one.
    private static let maximumHoles = 10

    private func lines(for market: MarketStage.Continuity) -> [String] {
        let holes = market.seen.holes
        let missing = holes.reduce(UInt64(0)) { $0 + $1.count }
        let first = market.seen.spans.first?.firstID ?? 0
        let last = market.seen.spans.last?.lastID ?? 0
        var lines = ["  \(market.instrument): \(market.counts.trades) trades, ids \(first) to \(last)"]
        if market.counts.duplicates > 0 { lines[0] += ", \(market.counts.duplicates) seen again" }
        lines[0] += holes.isEmpty ? ", none missing" : ", \(missing) MISSING in \(holes.count) holes"
        lines += holes.prefix(Self.maximumHoles).map {
            "    ids \($0.firstID) to \($0.lastID), between \($0.after) and \($0.before)"
        }
        if holes.count > Self.maximumHoles { lines.append("    … and \(holes.count - Self.maximumHoles) more") }
        return lines
    }

    /// One JSON object on one line.
    public var json: String {
        let object = Object(
            file: path, intact: isIntact, synthetic: container.header.isSynthetic, frames: container.frameCount,
            raw_bytes: container.rawBytes, file_bytes: container.fileBytes, zstd_frames: container.zstdFrameCount,
            first_received: Nullable(container.firstReceivedNanoseconds.map { Timestamp(nanoseconds: $0).description }),
            last_received: Nullable(container.lastReceivedNanoseconds.map { Timestamp(nanoseconds: $0).description }),
            origins: Dictionary(uniqueKeysWithValues: container.origins.map { ("\($0.origin)", $0.frames) }),
            malformed: market.malformed, unobserved: market.unobserved,
            unread_trades: market.unread.channels.map { channel in
                Object.Unread(venue: "\(channel.venue)", channel: channel.name, frames: channel.frames)
            }, problems: problems,
            instruments: continuity.map { market in
                Object.Market(
                    venue: "\(market.instrument.venue)", symbol: "\(market.instrument.symbol)",
                    trades: market.counts.trades,
                    duplicates: market.counts.duplicates, first_id: Nullable(market.seen.spans.first?.firstID),
                    last_id: Nullable(market.seen.spans.last?.lastID),
                    missing: market.seen.holes.map { [$0.firstID, $0.lastID] })
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(object) else {
            preconditionFailure("numbers and texts are always encodable")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Is there in any case, as null where there is no value.
    private struct Nullable<Value: Encodable>: Encodable {
        let value: Value?

        init(_ value: Value?) { self.value = value }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if let value { try container.encode(value) } else { try container.encodeNil() }
        }
    }

    /// Keys as other programs read them.
    private struct Object: Encodable {
        struct Market: Encodable {
            let venue, symbol: String
            let trades, duplicates: Int
            let first_id, last_id: Nullable<UInt64>
            let missing: [[UInt64]]
        }

        struct Unread: Encodable {
            let venue, channel: String
            let frames: Int
        }

        let file: String
        let intact, synthetic: Bool
        let frames, raw_bytes, file_bytes, zstd_frames: Int
        let first_received, last_received: Nullable<String>
        let origins: [String: Int]
        let malformed, unobserved: Int
        let unread_trades: [Unread]
        let problems: [String]
        let instruments: [Market]
    }
}
