using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Records;
using LakeVersion.Snapshots;

namespace LakeVersion.Tables;

/// <summary>Rows of tables as records.</summary>
internal static class TypedRows
{
    public static async IAsyncEnumerable<T> ReadAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        SnapshotTable table, Predicate? predicate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in table.ReadAsync(null, predicate, cancellationToken).ConfigureAwait(false))
        {
            using (batch)
            {
                foreach (var row in RowReader.Read<T>(batch))
                {
                    yield return row;
                }
            }
        }
    }
}
