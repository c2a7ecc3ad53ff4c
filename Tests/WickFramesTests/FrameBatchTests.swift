import Testing
import WickDomain
import WickFrames

@Suite struct FrameBatchTests {
    private static func frames(_ batch: FrameBatch) -> [String] {
        var frames: [String] = []
        batch.forEach { entry, payload in
            frames.append("\(entry.receivedNanoseconds) \(String(decoding: payload, as: UTF8.self))")
        }
        return frames
    }

    @Test(arguments: [0, 5, 6, 10, 11, 15, 16] as [Int64])
    func splittingKeepsEveryFrameOnce(moment: Int64) {
        var batch = FrameBatch()
        let all = [(5, "a"), (10, ""), (10, "bc"), (15, "d")] as [(Int64, String)]
        for (time, text) in all {
            batch.append(Frame(receivedNanoseconds: time, origin: .note, payload: Array(text.utf8)))
        }
        let rest = batch.splitOff(fromNanoseconds: moment)
        #expect(Self.frames(batch) == all.filter { $0.0 < moment }.map { "\($0.0) \($0.1)" })
        #expect(Self.frames(rest) == all.filter { $0.0 >= moment }.map { "\($0.0) \($0.1)" })
        #expect(batch.byteCount + rest.byteCount == 4)
    }
}
