internal import ObjectStorage
internal import Reporting

/// A store that is open, and what belongs to it as long as it is.
struct OpenStore {
    /// The store.
    let store: any ObjectStore

    /// How many objects are best read at once; `nil` leaves that to the number of cores.
    var width: Int?

    /// Which budget of the user's is used up; `nil` while none is.
    var exhaustedBudget: @Sendable () -> String? = { nil }

    /// What of a broker's configuration led to it; `nil` where the user named it.
    var configuration: [ConfiguredProperty]?

    /// Whether it is behind a network, where reading takes time and may cost money.
    var isRemote = false

    /// Closes what is open.
    var close: @Sendable () async -> Void = {}
}
