import Testing

@testable import WickPipeline

@Suite struct ProgramArgumentsTests {
    @Test func theKernelsCopyIsReadArgumentByArgument() {
        #expect(ProgramArguments.parse(Array("wick\0replay\0a b\0".utf8)) == ["wick", "replay", "a b"])
        #expect(ProgramArguments.parse(Array("wick\0\0--json\0".utf8)) == ["wick", "", "--json"], "empty ones count")
        #expect(ProgramArguments.parse(Array("wick".utf8)) == ["wick"])
    }

    @Test func noBytesAreNotTheSameAsNoArguments() {
        #expect(ProgramArguments.parse([]) == nil)
        #expect(ProgramArguments.parse([0]) == [""])
    }
}
