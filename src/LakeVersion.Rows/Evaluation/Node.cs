using Apache.Arrow.Types;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>A part of an expression whose type is known and whose operands have the types that it takes.</summary>
/// <param name="type">What its values are.</param>
internal abstract class Node(IArrowType type)
{
    public IArrowType Type => type;

    /// <summary>Computes the selected rows; all others are null.</summary>
    public abstract Vector Run(Selection rows);

    /// <summary>One value for each selected row where all inputs have one.</summary>
    /// <exception cref="LakeException">Invalid: what <paramref name="value"/> throws, with the row.</exception>
    protected Vector<T> Fill<T>(Selection rows, Func<int, T> value, params ReadOnlySpan<Vector> inputs)
    {
        var valid = new bool[rows.Length];
        for (var i = 0; i < valid.Length; i++)
        {
            valid[i] = rows.Has(i);
        }

        foreach (var input in inputs)
        {
            for (var i = 0; i < valid.Length; i++)
            {
                valid[i] &= input.Valid[i];
            }
        }

        var (values, row) = (new T[rows.Length], 0);
        try
        {
            for (; row < values.Length; row++)
            {
                if (valid[row])
                {
                    values[row] = value(row);
                }
            }
        }
        catch (LakeException fault) when (fault.Kind == LakeErrorKind.Invalid)
        {
            throw LakeException.Invalid($"Row {row}: {fault.Message}", fault);
        }

        return new Vector<T>(Type, values, valid);
    }
}
