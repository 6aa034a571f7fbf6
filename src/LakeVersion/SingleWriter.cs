using LakeVersion.Storage;
using LakeVersion.Storage.Probing;
using LakeVersion.Versioning;
using LakeVersion.Versioning.Logs;
using Microsoft.Extensions.Logging;

namespace LakeVersion;

/// <summary>Writing where nothing keeps two writers apart: allowed by an option, warned of, and recorded in the lake's settings.</summary>
internal static partial class SingleWriter
{
    /// <summary>The setting that records it; its value is <c>true</c>.</summary>
    public const string Setting = "store.unsafe-single-writer";

    /// <summary>The store, without its probe where the option says so.</summary>
    public static IObjectStore Store(IObjectStore store, LakeOptions options) =>
        options.UnsafeSingleWriter ? new SingleWriterStore(store) : store;

    /// <summary>Warns, and records it where it is not recorded yet.</summary>
    public static async ValueTask RecordAsync(IObjectStore store, LakeStore lake, LakeOptions options, CancellationToken cancellationToken)
    {
        if (!options.UnsafeSingleWriter)
        {
            return;
        }

        LogUnsafe(options.LoggerFactory.CreateLogger("LakeVersion.Lake"), store.Name);
        var settings = await lake.Settings.CurrentAsync(cancellationToken).ConfigureAwait(false);
        if (!settings.Value.Values.ContainsKey(Setting))
        {
            var says = new LogOptions { Author = options.Author, Message = "Written without protection against a second writer" };
            await lake.Settings.SetAsync(Setting, "true", says, cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The lake at {Place} is opened for a single writer: a second process that writes would overwrite commits unseen.")]
    private static partial void LogUnsafe(ILogger logger, string place);
}
