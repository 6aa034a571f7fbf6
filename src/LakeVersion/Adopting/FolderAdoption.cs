using LakeVersion.Outside;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Adopting;

/// <summary>Adopts an object, or all objects of a folder or pattern, as files.</summary>
internal sealed class FolderAdoption(Lake lake, Transaction transaction, TableGuard guard, AdoptOptions options)
{
    private const int AtOnce = 8;

    public async ValueTask<AdoptResult> RunAsync(OutsideSource source, string path, CancellationToken cancellationToken)
    {
        var objects = new ObjectAdoption(lake, transaction, options);
        var limits = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Mode == AdoptMode.Register ? 1 : AtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(source.FindAsync(cancellationToken), limits, async (found, token) =>
        {
            var target = Target(path, found);
            if (TablePath.IsInLog(target))
            {
                throw LakeException.Refused($"'{source.Name}' holds the Delta table '{TablePath.OfLogFile(target)}'. Adopt each table by itself, so that it becomes one, and files of other folders apart.");
            }

            await guard.CheckPutAsync(target, token).ConfigureAwait(false);
            await objects.PutAsync(LakePath.ParseForPut(target), found, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return objects.Result;
    }

    private static string Target(string path, OutsideObject found) =>
        found.IsNamed && path.Length > 0 && !path.EndsWith('/') ? path
        : path.Length == 0 || path.EndsWith('/') ? path + found.Name
        : $"{path}/{found.Name}";
}
