import WickDomain
import WickFrames

/// Kraken trade frames, one trade each, as a seed decides.
struct SampleMarket {
    private var state: UInt64
    private(set) var time: Int64 = 1_783_465_203_501_510_123
    private var price = 635_019
    private var identifier = 103_436_768

    init(seed: UInt64) { state = seed }

    /// SplitMix64, Steele, Lea and Flood 2014.
    mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func random(below bound: Int) -> Int { Int(random() % UInt64(bound)) }

    /// The next frame, up to twice `spacing` after the last.
    mutating func next(spacing: Int = 200_000_000) -> Frame {
        time += 1 + Int64(random(below: 2 * spacing))
        price += random(below: 7) - 3
        identifier += 1
        let quantity = String(1_0000_0000 + random(below: 9999_9999)).dropFirst()
        let sent = Timestamp(nanoseconds: time - 10_000_000 - Int64(random(below: 8_000_000)))
        let text =
            #"{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"\#(random(below: 2) == 0 ? "buy" : "sell")","#
            + #""price":\#(price / 10).\#(price % 10),"qty":0.\#(quantity),"ord_type":"limit","#
            + #""trade_id":\#(identifier),"timestamp":"\#(sent)"}]}"#
        return Frame(receivedNanoseconds: time, origin: .venue(.kraken), payload: Array(text.utf8))
    }

    mutating func frames(_ count: Int, spacing: Int = 200_000_000) -> [Frame] {
        (0..<count).map { _ in next(spacing: spacing) }
    }
}

extension Frame {
    init(_ time: Int64, _ payload: String, origin: FrameOrigin = .venue(.kraken)) {
        self.init(receivedNanoseconds: time, origin: origin, payload: Array(payload.utf8))
    }

    /// As it stands in a recording.
    var line: [UInt8] { Array("\(receivedNanoseconds) \(origin) ".utf8) + payload + [10] }
}

extension FrameBatch {
    var frames: [Frame] {
        var frames: [Frame] = []
        forEach { entry, payload in
            frames.append(
                Frame(receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin, payload: Array(payload)))
        }
        return frames
    }
}

extension RecordingReader {
    /// All frames that are left.
    func rest() throws -> [Frame] {
        var batch = FrameBatch()
        var frames: [Frame] = []
        while try read(into: &batch) { frames += batch.frames }
        return frames
    }
}

/// Records the frames; with small zstd frames, so that a small file has many.
@discardableResult
func record(
    _ frames: [Frame], to path: String, frameBytes: Int = 4096, isClosed: Bool = true
) throws -> [(fileBytes: Int, frameCount: Int)] {
    let options = RecordingWriter.Options(frameBytes: frameBytes)
    let writer = try RecordingWriter.create(path: path, header: RecordingHeader(venues: [.kraken]), options: options)
    var flushes = [(fileBytes: writer.fileBytes, frameCount: 0)]
    for frame in frames {
        try writer.write(frame)
        if writer.fileBytes > flushes[flushes.count - 1].fileBytes {
            flushes.append((writer.fileBytes, writer.frameCount))
        }
    }
    if isClosed {
        try writer.close()
    } else {
        try writer.flush()
    }
    flushes.append((writer.fileBytes, writer.frameCount))
    return flushes
}
