import Foundation
import WickDomain
import WickPipeline

@testable import WickFrames

/// Recordings: as plain lines, and packed, where most of what chance does is damage to zstd.
enum RecordingTargets {
    static let all: [FuzzTarget] = [
        FuzzTarget("recording-lines", seeds: [bytes(lines)], words: words, shortRuns: 200, lineBody()),
        FuzzTarget("recording-packed", seeds: packed, shortRuns: 200, body("packed")),
    ]

    private static let words = ["\nrest:kraken ", "news:a ", "llm:m ", "gap {", "note {", "#wick ", "\n\n", "kraken "]

    private static let header = RecordingHeader(
        created: FrameTargets.received, venues: [.kraken, .binance], instruments: nil, synthetic: true)

    private static var start: Int64 { FrameTargets.received.microseconds * 1_000 }

    /// A recording's lines, as its writer makes them.
    private static let lines: String = {
        let file = InputFile("lines")
        guard let writer = try? written(file.path, .init()), (try? writer.close()) != nil,
            let reader = try? ZstdText.unpacked(file.path)
        else { return "" }
        return reader
    }()

    private static func written(_ path: String, _ options: RecordingWriter.Options) throws -> RecordingWriter {
        try? FileManager.default.removeItem(atPath: path)
        let writer = try RecordingWriter.create(path: path, header: header, options: options)
        let trade =
            #"{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":64000.1,"qty":0.0021,"ord_type":"limit","trade_id":1,"timestamp":"2024-11-29T12:00:00.123456Z"}]}"#
        let gap = #"{"venue":"kraken","from":"2024-11-29T12:00:00Z","to":"2024-11-29T12:01:00Z","reason":"x"}"#
        let champion =
            #"{"champion":{"venue":"kraken","symbol":"BTC/USD","horizon_seconds":300,"version":1,"sha256":"00"}}"#
        for (offset, origin, text) in [
            (0, FrameOrigin.venue(.kraken), trade), (1, .gap, gap), (2, .note, champion),
            (3, .news("wire"), "\"<rss/>\""),
            (4, .llm("m"), #"{"prompt":"p","headlines":[{"id":"a","version":1}],"answer":"{\"items\":[]}"}"#),
            (5, .rest(.kraken), #"{"body":"[]","request":"/","status":200,"symbol":"BTC/USD"}"#),
            (70, .venue(.kraken), trade),
        ] as [(Int64, FrameOrigin, String)] {
            try writer.write(
                Frame(receivedNanoseconds: start + offset * 1_000_000_000, origin: origin, payload: bytes(text)))
        }
        return writer
    }

    private static let packed: [[UInt8]] = {
        let file = InputFile("seed")
        return [1 << 20, 400].compactMap { size in
            var options = RecordingWriter.Options()
            options.frameBytes = size
            guard let writer = try? written(file.path, options), (try? writer.close()) != nil else { return nil }
            return (try? Data(contentsOf: URL(filePath: file.path))).map(Array.init)
        }
    }()

    /// Lines that are packed after they were altered, so that what is in them is read.
    private static func lineBody() -> FuzzTarget.Body {
        let read = body("lines")
        return { input in await read(ZstdText.packed(input)) }
    }

    private static func body(_ name: String) -> FuzzTarget.Body {
        let file = InputFile("recording-\(name)")
        return { input in
            guard file.write(input) else { return nil }
            do throws(RecordingError) {
                let reader = try RecordingReader(path: file.path, batchBytes: 4_096)
                var stage = ResearchStage()
                var output = ResearchStage.Output()
                var batch = FrameBatch()
                while try reader.read(into: &batch) {
                    stage.fold(batch, into: &output)
                    output.removeAll()
                }
                stage.finish(into: &output)
                return reader.problems.lazy.compactMap { escapeFault("\($0)") }.first
            } catch { return escapeFault("\(error)".replacing(file.path, with: "")) }
        }
    }
}
