import WickNews
import WickPipeline
import WickVenues

/// What happens to the connections of a live run, for the log.
enum LiveEvent: Sendable, CustomStringConvertible {
    case feed(FeedEvent)
    case news(NewsFeedEvent)
    case recording(RecorderEvent)
    case unknownSymbol(SymbolCatalogue.Unknown)
    /// An alert that fires or has ended, or what is wrong with telling of it.
    case alert(String)

    var description: String {
        switch self {
        case .feed(let event): "\(event)"
        case .news(let event): "\(event)"
        case .recording(let event): "\(event)"
        case .unknownSymbol(let unknown): "\(unknown)"
        case .alert(let text): "alert: \(text)"
        }
    }

    /// Whether a person should look at it.
    var isWarning: Bool {
        switch self {
        case .feed(.connected), .feed(.subscribed), .feed(.rotating), .feed(.rotated), .feed(.status), .feed(.repaired),
            .feed(.confirmedAbsent), .news(.live), .recording(.opened), .recording(.closed):
            false
        default: true
        }
    }
}
