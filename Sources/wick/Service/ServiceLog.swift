import ArgumentParser
import Foundation
import WickDomain

/// One line an event on standard error, for people or for collectors of logs.
struct ServiceLog: Sendable {
    enum Format: String, CaseIterable, ExpressibleByArgument, Sendable {
        case text
        case json
    }

    enum Level: String, Encodable, Sendable {
        case info
        case warning
        case error
    }

    private struct Line: Encodable {
        let time: String
        let level: Level
        let part: String
        let message: String
    }

    let format: Format

    /// - Parameter part: of the program: "feed", "store", "api", "training", "service".
    func write(_ level: Level, _ part: String, _ message: String) {
        let time = Timestamp(nanoseconds: WallClock.nanoseconds())
        switch format {
        case .text:
            let line = message.split(whereSeparator: \.isNewline).joined(separator: "; ")
            Console.error("\(time.floored(to: .seconds(1))) \(level.rawValue) \(part): \(line)")
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let line = Line(time: "\(time)", level: level, part: part, message: message)
            guard let data = try? encoder.encode(line) else { preconditionFailure("texts are always encodable") }
            Console.error(String(decoding: data, as: UTF8.self))
        }
    }

    func info(_ part: String, _ message: String) { write(.info, part, message) }
    func warning(_ part: String, _ message: String) { write(.warning, part, message) }
}
