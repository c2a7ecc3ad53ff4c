import Testing

@testable import WickServer

@Suite struct ReadingProgressTests {
    @Test func aReaderMovesWhileAnythingIsTakenHoweverMuchIsWritten() {
        var progress = ReadingProgress()
        progress.wrote(1_000)
        var moves = [progress.hasMoved(unread: 900)]
        // More waits than before, and some was taken all the same.
        progress.wrote(1_000)
        moves.append(progress.hasMoved(unread: 1_899))
        progress.wrote(1_000)
        for unread in [2_899, 0, 0] { moves.append(progress.hasMoved(unread: unread)) }
        #expect(moves == [true, true, false, true, false])
    }
}
