import Testing
import WickFrames

@Suite struct FrameChannelTests {
    private func batch(_ text: String) -> FrameBatch {
        var batch = FrameBatch()
        batch.append(Frame(receivedNanoseconds: 1, origin: .note, payload: Array(text.utf8)))
        return batch
    }

    @Test func whatIsOfferedIsTakenUntilTheChannelIsFinished() async {
        let channel = FrameChannel()
        #expect(channel.offer(batch("first")))
        #expect(channel.byteCount == 5)
        channel.finish()
        #expect(!channel.offer(batch("too late")))
        #expect(await channel.next()?.byteCount == 5)
        #expect(await channel.next() == nil)
        #expect(channel.byteCount == 0)
    }
}
