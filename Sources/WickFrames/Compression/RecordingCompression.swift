import CZstd

/// How hard a recording is compressed. Trade frames repeat each other nearly to the byte, which zstd's levels are not
/// tuned for: few hash entries make it look at the last lines first, and long least matches spare it the digits.
/// Measured with Kraken frames of one trade at 50 a second, flushed every second, in bytes a trade: level 1 takes 24.4,
/// level 3 27.3, level 9 21.6, level 19 17.3.
public enum RecordingCompression: Sendable, CaseIterable {
    /// 18.4 bytes a trade, about 1.6 µs a trade.
    case compact
    /// 21.9 bytes a trade, about 0.33 µs a trade; for recording made-up markets faster than they happen.
    case fast

    /// Matches never reach back further than one zstd frame of 1 MiB.
    private static let windowLog: Int32 = 20

    var parameters: [(ZSTD_cParameter, Int32)] {
        switch self {
        case .compact:
            [
                (ZSTD_c_compressionLevel, 5), (ZSTD_c_windowLog, Self.windowLog),
                (ZSTD_c_strategy, Int32(ZSTD_lazy2.rawValue)), (ZSTD_c_minMatch, 6), (ZSTD_c_hashLog, 12),
                (ZSTD_c_searchLog, 4),
            ]
        case .fast:
            [
                (ZSTD_c_compressionLevel, 1), (ZSTD_c_windowLog, Self.windowLog),
                (ZSTD_c_strategy, Int32(ZSTD_fast.rawValue)), (ZSTD_c_minMatch, 6), (ZSTD_c_hashLog, 10),
            ]
        }
    }
}
