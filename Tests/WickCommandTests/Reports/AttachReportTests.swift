import Foundation
import Synchronization
import Testing
import WickDomain
import WickNetwork

@testable import wick

/// Services whose history is longer than what is shown of it, or has no end.
@Suite struct AttachReportTests {
    private static let now: Int64 = 1_783_382_400

    private static func time(_ seconds: Int64) -> String { "\(Timestamp(seconds: seconds))" }

    private static func candle(_ symbol: String, _ opening: Int64) -> String {
        let price = "\"\(opening / 60)\""
        return
            #"{"venue":"kraken","symbol":"\#(symbol)","open_time":"\#(time(opening))","open":\#(price),"high":\#(price),"#
            + #""low":\#(price),"close":\#(price),"volume":"1","state":"final","known_at":"\#(time(opening + 60))"}"#
    }

    private static let status =
        #"{"version":"0.1.0","time":"\#(time(now))","feeds":[],"news":null,"counts":{"gaps":0}}"#

    /// Minutes of so many instruments, page by page in the order of time, as a service gives them.
    private static func page(_ target: URLComponents, instruments: Int) throws -> String {
        let from = try Timestamp(iso8601: target.value("from") ?? "").microseconds / 1_000_000
        let end = try target.value("to").map { try Timestamp(iso8601: $0).microseconds / 1_000_000 } ?? now
        let cursor = target.value("cursor")?.split(separator: ".").compactMap { Int64($0) } ?? []
        var (minute, index) = (from, 0)
        if cursor.count == 2 { (minute, index) = (cursor[0] / 1_000_000, Int(cursor[1]) + 1) }
        var rows: [String] = []
        while rows.count < target.number("limit"), minute < end {
            guard index < instruments else {
                (minute, index) = (minute + 60, 0)
                continue
            }
            rows.append(candle("C\(index)/USD", minute))
            index += 1
        }
        let isLast = minute >= end || (minute + 60 >= end && index >= instruments)
        let next = isLast ? "null" : #""\#(minute)000000.\#(String(format: "%04d", index - 1))""#
        return #"{"data":[\#(rows.joined(separator: ","))],"next":\#(next)}"#
    }

    private func history(
        _ service: ServiceStub, _ limits: AttachLimits = AttachLimits()
    ) async throws -> AttachHistory {
        let network = try NetworkThread(NetworkConfiguration(wallClock: { Self.now * 1_000_000_000 }))
        defer { network.stop() }
        return try await AttachHistory(AttachClient(url: service.url, token: nil, network: network), limits: limits)
    }

    @Test(
        "22.3: of 20 instruments over two days the newest minutes are shown, without a hole, and what is missing is said"
    )
    func newestFirst() async throws {
        let service = try ServiceStub { target in
            switch target.path {
            case "/v1/status": Self.status
            // A test's own requests are well formed.
            case "/v1/candles": (try? Self.page(target, instruments: 20)) ?? "{}"
            default: #"{"data":[],"next":null}"#
            }
        }
        let history = try await history(service, AttachLimits(rows: 8_000, pages: 100, pageRows: 1_000))
        let markets = Dictionary(grouping: history.candles, by: \.instrument)
        #expect(markets.count == 20 && history.candles.count <= 8_000 && history.candles.count > 7_000)
        for minutes in markets.values {
            let times = minutes.map { $0.openTime.microseconds / 60_000_000 }
            #expect(
                times.last == Self.now / 60 - 1 && times == Array((times.last! - Int64(times.count) + 1)...times.last!))
        }
        let first = try #require(history.candles.first).openTime
        let since = Timestamp(seconds: Self.now - 2 * 86_400)
        #expect(history.missing.count == 1)
        #expect(history.missing[0].hasPrefix("candles from \(since) to \(first) ("), "\(history.missing)")
        #expect(history.missing[0].hasSuffix("are not shown: 8000 rows are the most that are kept"))
    }

    @Test("22.3: two days of a few instruments are shown wholly, and nothing is missing")
    func wholeHistory() async throws {
        let service = try ServiceStub { target in
            switch target.path {
            case "/v1/status": Self.status
            case "/v1/candles": (try? Self.page(target, instruments: 2)) ?? "{}"
            default: #"{"data":[],"next":null}"#
            }
        }
        let history = try await history(service)
        #expect(history.candles.count == 2 * 2_880 && history.missing.isEmpty)
    }

    @Test(
        "22.3: a next page without end is not followed, and that is said",
        arguments: [
            // The same again; nothing and a next one; ever later keys at one time; behind what was asked for.
            #""1783382340000000.00""#, "empty", "rising", #""9783382340000000.00""#,
        ])
    func endlessPages(next: String) async throws {
        let asked = Mutex(0)
        let service = try ServiceStub { target in
            guard target.path != "/v1/status" else { return Self.status }
            let count = asked.withLock { count in
                count += 1
                return count
            }
            let row = target.path == "/v1/candles" && next != "empty" ? Self.candle("BTC/USD", Self.now - 60) : ""
            let place =
                next == "rising" || next == "empty" ? "\"1783382340000000.\(String(format: "%08x", count))\"" : next
            return #"{"data":[\#(row)],"next":\#(place)}"#
        }
        let history = try await history(service)
        #expect(asked.withLock { $0 } <= 3 * AttachLimits().pages)
        #expect(
            history.missing.contains { $0.hasPrefix("candles from ") && $0.contains("(48 h 0 min) are not shown: ") })
    }
}
