using System.Globalization;
using System.Text.Json;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;

namespace LakeVersion.Delta.Writing;

/// <summary>The provenance that writers put into commits, in Spark's words.</summary>
internal static class CommitFacts
{
    public const string EngineInfo = "LakeVersion/0.1.0";

    public static CommitInfo Info(
        DeltaContext context, string operation, Dictionary<string, string?> parameters, Dictionary<string, string?> metrics,
        IsolationLevel isolation, bool isBlindAppend, CommitOptions options) => new()
        {
            Operation = operation,
            OperationParameters = parameters,
            OperationMetrics = metrics,
            IsolationLevel = isolation.ToString(),
            IsBlindAppend = isBlindAppend,
            UserName = options.UserName,
            UserMetadata = options.UserMetadata,
            EngineInfo = EngineInfo,
            TxnId = context.NewGuid().ToString("D"),
        };

    /// <summary>A list of names as Spark writes it into parameters: JSON inside a text.</summary>
    public static string Names(IReadOnlyList<string> names) =>
        $"[{string.Join(',', names.Select(name => $"\"{JsonEncodedText.Encode(name)}\""))}]";

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Figures of newly written files.</summary>
    public static Dictionary<string, string?> Written(IReadOnlyList<AddFile> files) => new(StringComparer.Ordinal)
    {
        ["numFiles"] = Number(files.Count),
        ["numOutputRows"] = Number(files.Sum(file => Statistics.FileStatistics.Parse(file.Stats).RowCount ?? 0)),
        ["numOutputBytes"] = Number(files.Sum(file => file.Size)),
    };

    /// <summary>The txn action of a batch; none for null.</summary>
    public static IEnumerable<DeltaAction> Txn(ApplicationBatch? batch, DateTimeOffset now) => batch is null
        ? []
        : [new AppTransaction { AppId = batch.AppId, Version = batch.Version, LastUpdated = now.ToUnixTimeMilliseconds() }];
}
