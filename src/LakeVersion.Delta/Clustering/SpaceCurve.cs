namespace LakeVersion.Delta.Clustering;

/// <summary>A curve through all values of several columns, which orders rows so that near ones stay near.</summary>
public enum SpaceCurve
{
    /// <summary>The bits of the columns in turn: cheap, with jumps.</summary>
    ZOrder,

    /// <summary>Hilbert's curve: neighbours on it are neighbours in one column, so files cover smaller ranges.</summary>
    Hilbert,
}
