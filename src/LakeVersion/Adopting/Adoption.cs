using LakeVersion.Outside;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Adopting;

/// <summary>Adopts what a location outside the lake names, be it a Delta table or files. One that fails leaves the transaction as it was.</summary>
internal sealed class Adoption(Lake lake, Transaction transaction, TableGuard guard, AdoptOptions options)
{
    public async ValueTask<AdoptResult> RunAsync(string location, string path, CancellationToken cancellationToken)
    {
        var source = OutsideSource.Parse(location, lake.Options);
        CheckApart(source);
        var prefix = path.TrimEnd('/');
        var earlier = transaction.Changes(prefix);
        try
        {
            return await source.FindTableAsync(cancellationToken).ConfigureAwait(false) is { } folder
                ? await new TableAdoption(lake, transaction, guard, options).RunAsync(source, folder, prefix, cancellationToken).ConfigureAwait(false)
                : await new FolderAdoption(lake, transaction, guard, options).RunAsync(source, path, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            transaction.Rewind(prefix, earlier);
            throw;
        }
    }

    // A lake that adopted its own objects would change under itself, and its collector would take what it calls others'.
    private void CheckApart(OutsideSource source)
    {
        var (own, other) = (lake.Location.TrimEnd('/') + "/", source.FolderName.TrimEnd('/') + "/");
        if (other.StartsWith(own, StringComparison.Ordinal) || own.StartsWith(other, StringComparison.Ordinal))
        {
            throw LakeException.Refused($"'{source.Name}' and the lake at '{lake.Location}' lie one in the other. Adopt what is apart from the lake.");
        }
    }
}
