using LakeVersion.Checks;
using LakeVersion.Outside;
using LakeVersion.Parquet;
using LakeVersion.Storage;
using LakeVersion.Storage.Probing;
using LakeVersion.Versioning;
using LakeVersion.Versioning.Publishing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LakeVersion;

/// <summary>How a lake is opened.</summary>
public sealed record LakeOptions
{
    /// <summary>Who opens store locations of other schemes than a local folder, such as <c>s3://</c>.</summary>
    public IReadOnlyList<IStoreProvider> Providers { get; init; } = [];

    /// <summary>
    /// Which places outside the lake its content may be read from. Null decides by where the lake is: a local folder's lake may name
    /// files of this machine and what <see cref="Providers"/> open, any other the latter alone. Programs that open lakes of strangers
    /// for others say <see cref="ExternalAccess.None"/> or <see cref="ExternalAccess.Only"/>.
    /// </summary>
    public ExternalAccess? External { get; init; }

    /// <summary>
    /// Where a store is that the caller opened itself; set by itself where a lake is opened by its location. What it says besides the
    /// place, such as <c>?endpoint=…</c>, holds for places outside the lake of the same scheme. Null where unknown.
    /// </summary>
    public string? Location { get; init; }

    /// <summary>Who makes changes where a call does not say; asserted, not proven. Default: the user at this machine.</summary>
    public string Author { get; init; } = $"{Environment.UserName}@{Environment.MachineName}";

    /// <summary>The program's name and version, as it stands in the audit history.</summary>
    public string Client { get; init; } = "LakeVersion/0.1.0";

    /// <summary>Reads and writes Parquet. Default: ParquetSharp.</summary>
    public IParquetEngine Parquet { get; init; } = ParquetEngines.Default;

    /// <summary>The clock of this process; what orders history is the store's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where ids and jitter come from.</summary>
    public IEntropy Entropy { get; init; } = SystemEntropy.Instance;

    /// <summary>Where work goes on that runs beside its caller. Default: the thread pool.</summary>
    public BackgroundWork Background { get; init; } = BackgroundWork.ThreadPool;

    /// <summary>Where messages go. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>
    /// True allows writing to a server that cannot keep two writers apart (one without create-only puts). Right only where exactly one process
    /// ever writes; two lose each other's commits without a word. The lake's settings record it.
    /// </summary>
    public bool UnsafeSingleWriter { get; init; }

    /// <summary>The checks that this program can run where a protection rule asks for them, by their names. Default none.</summary>
    public IReadOnlyList<IPublishCheck> PublishChecks { get; init; } = [];

    /// <summary>As <see cref="PublishChecks"/>: checks that look at files and tables, such as a <see cref="CheckFile"/> has. Default none.</summary>
    public IReadOnlyList<ICheck> Checks { get; init; } = [];

    internal LakeStoreOptions ToStoreOptions(IObjectStore store) => new()
    {
        Outside = new OutsideContent(new OutsideStores(this), ExternalFor(store)),
        Time = Time,
        Entropy = Entropy,
        Client = Client,
        Background = Background,
        Checks = [.. PublishChecks, .. Checks.Select(check => new PublishedCheck(check, store, this))],
        LoggerFactory = LoggerFactory,
    };

    internal IObjectStore OpenStore(string location) => OpenProviders().Open(location);

    internal StoreProviders OpenProviders() => new(Providers, new LocalFolderOptions { TimeProvider = Time, Entropy = Entropy });

    internal ExternalAccess ExternalFor(IObjectStore store) =>
        External ?? (IsLocal(store) ? ExternalAccess.StoresAndFiles : ExternalAccess.Stores);

    internal string QueryFor(string scheme) =>
        Location is { } own && own.StartsWith(scheme + "://", StringComparison.OrdinalIgnoreCase) && own.IndexOf('?', StringComparison.Ordinal) is var query and >= 0
            ? own[query..]
            : "";

    private bool IsLocal(IObjectStore store) => Location is { } own ? StoreLocation.Parse(own).Scheme is null : store is LocalFolderStore or SingleWriterStore { Inner: LocalFolderStore };
}
