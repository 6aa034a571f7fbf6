using LakeVersion.Delta;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Erasing;
using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Erasing;

/// <summary>Decides whether a file of a log carries values of erased rows.</summary>
/// <remarks>
/// 1. Statistics and tags of a file that holds, or held, such rows may show any of their values: what says them carries them. 2. So does what names a
/// partition value that only such rows have. 3. A change of such a file was asked for in words, which may say what rows it was for:
/// predicates and user metadata of a commit that names one carry values. 4. So do words of any commit that hold a literal of the test. 5. What is said of a file that
/// nobody can read any more may be any value, partition values included.
/// </remarks>
/// <param name="erased">The names of files that hold, or held, such rows.</param>
/// <param name="ownValues">Partition values that only such rows have.</param>
/// <param name="literals">The test's literals.</param>
/// <param name="isLost">Tells of which other files nobody can say what they hold, or held; null where that is known of all.</param>
internal sealed class LogJudge(
    IReadOnlySet<string> erased, IReadOnlySet<(string Column, string? Value)> ownValues, TestLiterals literals, Func<string, bool>? isLost = null)
{
    /// <summary>True where some state of the log adds such a file without statistics: then versions may show it though nothing of their log carries values.</summary>
    public bool HasSilentAdds { get; private set; }

    /// <summary>The judge of files of logs that may name files of which nobody can say what they hold.</summary>
    /// <param name="isLost">True of such a file's name.</param>
    public LogJudge With(Func<string, bool> isLost) => new(erased, ownValues, literals, isLost);

    /// <exception cref="LakeException">Corrupt: the file is damaged.</exception>
    public async ValueTask<bool> CarriesAsync(IObjectStore folder, DeltaContext context, StoreKey key, long sizeBytes, CancellationToken cancellationToken)
    {
        if (key.Value.EndsWith(".crc", StringComparison.Ordinal))
        {
            var files = await LogActions.ChecksumFilesAsync(folder, key, cancellationToken).ConfigureAwait(false);
            return files is null || files.Any(path => erased.Contains(FilePath.Decode(path)));
        }

        var (carries, touches, info) = (false, false, (CommitInfo?)null);
        await foreach (var action in LogActions.ReadAsync(folder, context, key, sizeBytes, cancellationToken).ConfigureAwait(false))
        {
            switch (action)
            {
                case AddFile add:
                    var shows = Shows(add.Path, add.PartitionValues, add.Stats, add.Tags, ref touches);
                    HasSilentAdds |= !shows && erased.Contains(FilePath.Decode(add.Path));
                    carries |= shows;
                    break;
                case RemoveFile remove:
                    carries |= Shows(remove.Path, remove.PartitionValues, remove.Stats, remove.Tags, ref touches);
                    break;
                case ChangeDataFile change:
                    carries |= Shows(change.Path, change.PartitionValues, null, null, ref touches);
                    break;
                case CommitInfo found:
                    info = found;
                    break;
            }
        }

        return carries || (info is not null && (Texts(info).Any(literals.AreIn) || (touches && SaysWhich(info)))); // 4, 3
    }

    // 1, 2, 5
    private bool Shows(
        string path, IReadOnlyDictionary<string, string?>? partition, string? stats, IReadOnlyDictionary<string, string?>? tags, ref bool touches)
    {
        var name = FilePath.Decode(path);
        var isErased = erased.Contains(name);
        var isUnknown = !isErased && isLost?.Invoke(name) == true;
        touches |= isErased || isUnknown;
        return ((isErased || isUnknown) && (stats is not null || tags is { Count: > 0 }))
            || partition?.Any(value => ownValues.Contains((value.Key, value.Value)) || (isUnknown && value.Value is not (null or ""))) == true;
    }

    private static bool SaysWhich(CommitInfo info) => !string.IsNullOrEmpty(info.UserMetadata)
        || (info.Operation != EraseRows.Operation
            && info.OperationParameters.Any(parameter => parameter.Key.Contains("redicate", StringComparison.Ordinal) && parameter.Value is not (null or "" or "[]" or "true" or "[\"true\"]")));

    private static IEnumerable<string?> Texts(CommitInfo info) => info.OperationParameters.Values.Append(info.UserMetadata);
}
