import CZstd
import Testing

@testable import WickFrames

@Suite struct ZstdFormatTests {
    @Test(arguments: [10, 300, 70_000, 200_000], [true, false])
    func frameHeaderSaysWhatTheLibraryWrote(count: Int, declaresSize: Bool) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        for hasChecksum in [true, false] {
            let bytes = Zstd.frame(content, declaresSize: declaresSize, hasChecksum: hasChecksum)
            let header = try #require(bytes.withUnsafeBytes { ZstdFormat.FrameHeader($0) })
            #expect(header.hasChecksum == hasChecksum)
            #expect(header.contentBytes == (declaresSize ? UInt64(count) : nil))
            #expect(!header.hasDictionary)
            #expect(header.windowBytes >= (declaresSize ? UInt64(count) : 1024))
        }
    }

    @Test func windowIsReadFromItsDescriptor() throws {
        for log in Int32(10)...27 {
            let bytes = Zstd.frame([1, 2, 3], declaresSize: false, windowLog: log)
            let header = try #require(bytes.withUnsafeBytes { ZstdFormat.FrameHeader($0) })
            #expect(header.windowBytes == 1 << UInt64(log))
        }
    }

    @Test func blockHeaderIsReadAndImpossibleOnesAreRefused() {
        func block(_ value: UInt32) -> ZstdFormat.BlockHeader? {
            withUnsafeBytes(of: value.littleEndian) { ZstdFormat.BlockHeader($0) }
        }
        #expect(block(1)?.isLast == true)
        #expect(block(1)?.storedBytes == 0)
        #expect(block(77 << 3 | 2 << 1)?.storedBytes == 77)
        #expect(block(77 << 3 | 1 << 1)?.storedBytes == 1)
        #expect(block(77 << 3 | 3 << 1) == nil)
        #expect(block((128 << 10) << 3) != nil)
        #expect(block(((128 << 10) + 1) << 3) == nil)
    }

    @Test func walkFindsTheEndsThatTheLibraryFinds() throws {
        let folder = try TemporaryFolder()
        var market = SampleMarket(seed: 71)
        let parts = [3, 700, 2000].map { Zstd.frame(market.frames($0).flatMap(\.line)) }
        let walk = ZstdWalk(file: try InputFile(path: folder.write(parts.flatMap { $0 }, to: "file")))
        var offset = 0
        for part in parts {
            #expect(try walk.nextFrame(from: offset) == offset)
            #expect(try walk.nextFrame(from: offset, limit: offset) == nil)
            let extent = try walk.extent(from: offset, limit: walk.file.size)
            #expect(extent.end == offset + part.count)
            #expect(part.withUnsafeBytes { ZSTD_findFrameCompressedSize($0.baseAddress, $0.count) } == part.count)
            offset += part.count
        }
        #expect(try walk.nextFrame(from: offset) == nil)
    }
}
