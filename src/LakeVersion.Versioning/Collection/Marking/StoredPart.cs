using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Collection.Marking;

/// <summary>A block of a pack, or an object, in 32 bytes: exact, so that no two of them are ever taken for one.</summary>
/// <param name="Transaction">The transaction that wrote it.</param>
/// <param name="Epoch">The epoch of its key.</param>
/// <param name="Sequence">Its number within the transaction.</param>
/// <param name="Offset">Where the block begins in its pack; <see cref="NoPack"/> for an object.</param>
/// <param name="Length">The length of the block; 0 for an object.</param>
internal readonly record struct StoredPart(UInt128 Transaction, uint Epoch, uint Sequence, uint Offset, uint Length)
{
    // Packs have at most 64 MiB.
    private const uint NoPack = uint.MaxValue;

    public bool IsObject => Offset == NoPack;

    /// <summary>The object, or the whole pack, that it is or belongs to.</summary>
    public StoredPart Whole => this with { Offset = IsObject ? NoPack : 0, Length = 0 };

    /// <summary>A pack or object as a whole, as a listing shows it.</summary>
    public static StoredPart OfWhole(bool isObject, uint epoch, Id128 transaction, uint sequence) =>
        new(transaction.Value, epoch, sequence, isObject ? NoPack : 0, 0);

    /// <summary>False for places that nothing is stored at: external and absent ones.</summary>
    /// <exception cref="LakeException">Corrupt: a block that no pack can hold.</exception>
    public static bool TryOf(Locator place, out StoredPart part)
    {
        part = place.Room switch
        {
            Room.Object => new StoredPart(place.TransactionId.Value, place.Epoch, place.Sequence, NoPack, 0),
            Room.Pack when place.Offset < NoPack && place.Length <= NoPack =>
                new StoredPart(place.TransactionId.Value, place.Epoch, place.Sequence, (uint)place.Offset, (uint)place.Length),
            Room.Pack => throw LakeException.Corrupt($"{place.Describe()}: no pack is so long."),
            _ => default,
        };
        return place.Room is Room.Object or Room.Pack;
    }

    /// <summary>The place again; of an object without its length.</summary>
    public Locator ToPlace() => IsObject
        ? Locator.InObject(Epoch, new Id128(Transaction), Sequence, 0)
        : Locator.InPack(Epoch, new Id128(Transaction), Sequence, Offset, Length);

    /// <summary>A number that tells parts apart as well as any, for tables that may be wrong.</summary>
    public uint Scatter => (uint)(Transaction ^ (Transaction >> 64)) ^ (Sequence * 0x9E3779B1u) ^ (Offset * 0x85EBCA77u);
}
